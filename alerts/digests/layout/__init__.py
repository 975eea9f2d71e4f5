"""Words to HTML, plain text, chats and pictures, on as many pages as it takes."""
