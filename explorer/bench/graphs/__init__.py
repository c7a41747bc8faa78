"""What the graphs themselves cost, beside other ways to run them."""
