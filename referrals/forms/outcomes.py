"""The steps of a comparison: the period, the files, which column is what, who is who."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coop.web import clock, uploads, wording
from coop.web.forms import CoopForm, DateInput, TileList
from referrals.outcomes_files import SchoolFile
from referrals.outcomes_pupils import Pupil
from referrals.outcomes_run import Doubt

MOST_FILES = 4


class DefineForm(CoopForm):
    """Whose outcome is looked at: said before anybody looks."""

    starts = forms.DateField(label=_("First help from"))
    ends = forms.DateField(
        label=_("until"), help_text=_("Everybody is followed for 180 days after their first basket.")
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("starts") and said.get("ends") and said["ends"] < said["starts"]:
            self.add_error("ends", _("The last day comes before the first."))
        return said


class _Several(forms.FileInput):
    allow_multiple_selected = True


class _Files(forms.FileField):
    """One file or a few, read into memory and no further: (name, content)."""

    widget = _Several

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        given = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if not given and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(given) > MOST_FILES:
            raise forms.ValidationError(_("At most %(most)s files at once.") % {"most": MOST_FILES})
        return [self._read(each) for each in given]

    def _read(self, file: UploadedFile) -> tuple[str, bytes]:
        if (file.size or 0) > uploads.LARGEST:
            raise forms.ValidationError(_("“%(name)s” is too large. Take fewer weeks.") % {"name": file.name})
        return file.name or "", file.read()


class FilesForm(CoopForm):
    enrolments = _Files(
        label=_("Enrolments"),
        help_text=_("The export of pupils of your information system, as it is. One file for each school year."),
        widget=_Several({"accept": ".csv,.txt,text/csv"}),
    )
    absences = _Files(
        label=_("Absences by week"),
        help_text=_(
            "Our own table: level, year, status, half-days due and missed. A template is below. "
            "At most 200,000 lines: 5,500 learners for a year."
        ),
        widget=_Several({"accept": ".csv,.txt,text/csv"}),
    )

    def uploads(self) -> dict[str, list[tuple[str, bytes]]]:
        return {name: self.cleaned_data[name] for name in ("enrolments", "absences")}


class SealedForm(CoopForm):
    """Every step after the first carries the files, sealed."""

    sealed = forms.CharField(widget=forms.HiddenInput, strip=False)


class ColumnsForm(SealedForm):
    """Which column is what, file by file, as far as it was not recognised."""

    def __init__(self, data: Any, *, files: list[SchoolFile], sealed: str) -> None:
        super().__init__(data, initial={"sealed": sealed})
        self.school_files = files
        for number, file in enumerate(files):
            choices = [("", _("not in this file")), *_headers(file)]
            for column in file.columns:
                self.fields[f"{number}-{column.name}"] = forms.TypedChoiceField(
                    label=str(column.label),
                    choices=choices,
                    coerce=int,
                    empty_value=None,
                    required=column.required,
                    initial=file.places.get(column.name, ""),
                )
            if file.kind == "enrolments":
                self.fields[f"{number}-exported_on"] = forms.DateField(
                    label=_("Day of the export"),
                    help_text=_("What happened later is not in this file."),
                    widget=DateInput,
                    initial=date.fromisoformat(file.exported_on),
                )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for number, file in enumerate(self.school_files):
            day = said.get(f"{number}-exported_on")
            if day and day > clock.today():
                self.add_error(f"{number}-exported_on", _("This day has not come yet."))
            places = [said.get(f"{number}-{column.name}") for column in file.columns]
            known = [place for place in places if place is not None]
            if len(known) != len(set(known)):
                self.add_error(None, _("In “%(name)s” one column is used twice.") % {"name": file.name})
        return said

    def groups(self) -> Iterator[tuple[SchoolFile, list[BoundField]]]:
        for number, file in enumerate(self.school_files):
            yield file, [self[name] for name in self.fields if name.startswith(f"{number}-")]

    def mapped(self) -> list[SchoolFile]:
        """The files with their columns as said."""
        for number, file in enumerate(self.school_files):
            said = {column.name: self.cleaned_data[f"{number}-{column.name}"] for column in file.columns}
            file.places = {name: place for name, place in said.items() if place is not None}
            if file.kind == "enrolments":
                file.exported_on = self.cleaned_data[f"{number}-exported_on"].isoformat()
        return self.school_files


class DecideForm(SealedForm):
    """Who is who, where it is doubtful. Nobody is recognised as long as nobody says so."""

    def __init__(self, data: Any, *, doubts: list[Doubt], sealed: str) -> None:
        super().__init__(data, initial={"sealed": sealed})
        for doubt in doubts:
            self.fields[str(doubt.case_id)] = forms.ChoiceField(
                label=_said(doubt.name, doubt.birth_date),
                choices=[*((pupil.key, _pupil(pupil)) for pupil in doubt.candidates), ("", _("None of them"))],
                widget=TileList,
                required=False,
                initial="",
            )

    def people(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name not in ("key", "sealed")]

    def decided(self) -> dict[UUID, str]:
        return {UUID(field.name): self.cleaned_data[field.name] for field in self.people()}


def _headers(file: SchoolFile) -> list[tuple[int, str]]:
    """Each column by its name, with what stands beneath it."""
    first = file.first_row
    return [
        (place, f"{name} ({first[place][:24]})" if place < len(first) and first[place] else name)
        for place, name in enumerate(file.header)
    ]


def _pupil(pupil: Pupil) -> str:
    return f"{_said(pupil.name, pupil.birth_date)} · {gettext('number %(number)s') % {'number': pupil.key}}"


def _said(name: str, born: date | None) -> str:
    return f"{name}, {wording.full_date(born) if born else gettext('no birth date')}"
