"""What pages ask of casework."""
