"""Wings cut out of one picture and set on the body in another: the finding and the maths."""
