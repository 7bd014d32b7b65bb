"""Geometry of charts: what is hidden is never drawn to its height."""

from coop.reports.charts import BASELINE, bars, lines


def test_the_tallest_bar_fills_the_plot_and_the_last_carries_the_words():
    chart = bars(["Sept", "Oct"], [50, 100], [0, 20], alt="Baskets", low_label="100 given", high_label="20 missed")
    assert chart.bars[1].high_y == 24
    assert chart.bars[0].low_height < chart.bars[1].low_height
    assert (chart.low_label, chart.bars[1].is_last) == ("100 given", True)


def test_a_hidden_month_has_a_mark_and_no_height():
    chart = bars(["Sept", "Oct"], [None, 100], [None, 20], alt="", low_label="", high_label="")
    assert chart.bars[0].is_hidden
    assert (chart.bars[0].low_height, chart.bars[0].value) == (0, "")


def test_labels_at_the_end_of_two_close_lines_can_be_read():
    chart = lines(["a", "b"], [800, 812], [700, 805], alt="", unit="kg", first_label="in", second_label="out")
    assert abs(chart.first.label_y - chart.second.label_y) >= 15
    assert chart.first.label_y < chart.second.label_y


def test_a_line_is_broken_where_a_value_is_hidden():
    chart = lines(["a", "b", "c"], [1, None, 3], [1, 2, 3], alt="", unit="kg", first_label="", second_label="")
    assert chart.first.path.count("M") == 2
    assert chart.second.path.count("M") == 1


def test_grid_lines_stand_on_round_numbers():
    chart = lines(["a", "b"], [812, 700], [740, 600], alt="", unit="kg", first_label="", second_label="")
    assert [line.text for line in chart.grid] == ["300", "600", "900 kg"]
    assert chart.baseline == BASELINE
