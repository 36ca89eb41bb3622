#!/bin/sh
# Runs once, when PostgreSQL's volume is new: Prefect gets a database and a role of its own, and cannot open ours.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set password="$PREFECT_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE prefect LOGIN PASSWORD :'password';
CREATE DATABASE prefect OWNER prefect;
REVOKE CONNECT ON DATABASE narahubung FROM PUBLIC;
REVOKE CONNECT ON DATABASE prefect FROM PUBLIC;
SQL
