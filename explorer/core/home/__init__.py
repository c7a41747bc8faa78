"""The program's places on this machine: settings, log, system libraries."""
