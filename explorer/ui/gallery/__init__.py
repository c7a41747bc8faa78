"""The gallery's side of the window: thumbnails, filters, data sets."""
