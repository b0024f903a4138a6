"""The page and its JSON API. Start with `app.create_app`."""
