# One image for web, worker and timetable. Built in two steps: packages and compressed static files, then a plain runtime.
FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/coop
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt ./
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN SECRET_KEY=build DATABASE_URL=postgresql:///x REDIS_URL=redis:///0 COOP_KEYRING_FILE=/none COOP_PRODUCTION=1 \
    sh -c '/opt/venv/bin/python manage.py compile_messages && /opt/venv/bin/python manage.py collectstatic --noinput' \
 && /opt/venv/bin/python -m compileall -q coop pantry referrals volunteers

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home --shell /usr/sbin/nologin coop \
 && install -d -o coop -g coop /run/keyring /srv/backups
COPY --from=build /opt/venv /opt/venv
COPY --from=build --chown=root:root /srv/coop /srv/coop
WORKDIR /srv/coop
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 XDG_CACHE_HOME=/tmp/cache COOP_PRODUCTION=1 DJANGO_SETTINGS_MODULE=coop.settings
USER coop
EXPOSE 8000
CMD ["gunicorn", "coop.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--preload", "--workers", "2", "--threads", "4", "--no-control-socket", "--access-logfile", "/dev/null"]
