"""What every view is made with: style, words, pixels, threads."""
