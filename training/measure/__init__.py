"""What models are worth: figures, the judge, sheets, dreams."""
