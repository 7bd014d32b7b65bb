#!/bin/sh
# Run once by the PostgreSQL image: an owner that migrates, and an application's account that is neither
# superuser, nor owner, nor free of row-level security.
set -eu
owner=$(cat /run/secrets/owner_password)
application=$(cat /run/secrets/application_password)
psql --username "$POSTGRES_USER" --set ON_ERROR_STOP=1 --set owner="$owner" --set application="$application" <<'SQL'
CREATE ROLE coop_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE CREATEDB PASSWORD :'owner';
CREATE ROLE coop_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD :'application';
CREATE DATABASE coop OWNER coop_owner;
SQL
