"""The subcommands of `pegasus`: one module each, imported when it is asked for."""
