"""The application: settings, the one place where objects are put together, the worker and the command."""
