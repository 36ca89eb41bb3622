"""The demo's own mail server and the page where its mails are read: `python -m deployments.mailbox`."""
