# Two commands matter: `make demo` and `make test`. Everything else is a shortcut. PORT=8001 makes a second copy.
PY := .venv/bin/python
export PORT ?= 8000

demo:    ; @python3 coop/services/bootstrap.py && exec $(PY) -m coop.services.demo
test:    ; @python3 coop/services/bootstrap.py --dev && exec $(PY) -m pytest -n auto $(ARGS)
check:   ; @python3 coop/services/bootstrap.py --dev && exec $(PY) -m coop.services.check
fix:     ; @$(PY) -m ruff check --fix . ; $(PY) -m ruff format . ; $(PY) manage.py messages
migrate: ; @python3 coop/services/bootstrap.py && $(PY) manage.py migrate
reset:   ; @python3 coop/services/bootstrap.py && $(PY) -m coop.services.reset
bench:   ; @python3 coop/services/bootstrap.py --dev && exec $(PY) -m benchmarks.run $(ARGS)
lock:    ; @$(PY) -m coop.services.lock
.PHONY: demo test check fix migrate reset bench lock
