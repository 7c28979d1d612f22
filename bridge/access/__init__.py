"""What a site may do, and who says so."""
