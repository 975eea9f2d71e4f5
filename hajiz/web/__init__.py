"""What Hajiz itself answers to over HTTP. Knows no SQL; asks storage, as the commands do."""
