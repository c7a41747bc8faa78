"""What subcommands have in common: arguments, choices, output."""
