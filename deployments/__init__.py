"""What is run: the command line, the worker, one-command start, migrations, the sample office."""
