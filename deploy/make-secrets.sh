#!/bin/sh
# Make the secrets of a new installation in ./secrets; nothing that exists is overwritten.
set -eu
# The folder is closed to others; the files are readable, because the containers read them under accounts of their own.
mkdir -p secrets
chmod 700 secrets
umask 022
new() { [ -s "secrets/$1" ] || printf '%s' "$2" > "secrets/$1"; }
random() { head -c 48 /dev/urandom | base64 | tr -dc 'A-Za-z0-9' | head -c 40; }
new secret_key "$(random)$(random)"
new postgres_password "$(random)"
new owner_password "$(random)"
new application_password "$(random)"
new database_url "postgresql://coop_app:$(cat secrets/application_password)@postgres:5432/coop"
new database_owner_url "postgresql://coop_owner:$(cat secrets/owner_password)@postgres:5432/coop"
[ -e secrets/email_password ] || : > secrets/email_password
echo "The secrets are in ./secrets. Keep a copy apart from the backups."
