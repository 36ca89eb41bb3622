"""What people see outside Prefect: the file's page, and (later) the institutions' door."""
