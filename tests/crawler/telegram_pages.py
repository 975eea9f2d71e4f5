"""Pages as t.me/s/NAME gives them to browsers, with posts of our own."""

from html import escape


def channel_page(*messages: str, name: str = "example_channel", title: str = "Example") -> bytes:
    """Return the page of a public channel with *messages*, oldest first as on the real one."""
    wraps = "".join(
        f'<div class="tgme_widget_message_wrap js-widget_message_wrap">{message}</div>'
        for message in messages
    )
    return f"""<!DOCTYPE html>
<html class="">
  <head>
    <meta charset="utf-8">
    <title>{escape(title)} – Telegram</title>
    <meta property="og:url" content="https://t.me/s/{name}">
  </head>
  <body class="widget_frame_base tgme_webpreview emoji_image thin_scrollbar no_transition">
    <header class="tgme_header search_collapsed"><div class="tgme_channel_info">
      <div class="tgme_channel_info_header"><div class="tgme_channel_info_header_title">
        <span dir="auto">{escape(title)}</span></div>
        <div class="tgme_channel_info_header_username"><a href="https://t.me/{name}">@{name}</a></div>
      </div></div></header>
    <main class="tgme_main" data-url="/{name}"><div class="tgme_container">
      <section class="tgme_channel_history js-message_history">{wraps}</section>
    </div></main>
  </body>
</html>""".encode()


def post(
    number: int,
    text: str = "",
    *,
    name: str = "example_channel",
    at: str = "2026-11-20T10:00:00+00:00",
    before: str = "",
    after: str = "",
    edited: bool = False,
    signed: str = "",
    classes: str = "",
) -> str:
    """Return one message; *text* is HTML, *before* and *after* are what stands around it."""
    body = (
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>'
        if text
        else ""
    )
    author = f'<span class="tgme_widget_message_from_author">{signed}</span>' if signed else ""
    return f"""
<div class="tgme_widget_message text_not_supported_wrap js-widget_message {classes}"
     data-post="{name}/{number}" data-view="eyJj">
  <div class="tgme_widget_message_user"><a href="https://t.me/{name}"><i
    class="tgme_widget_message_user_photo bgcolor3" data-content="E"></i></a></div>
  <div class="tgme_widget_message_bubble">
    <i class="tgme_widget_message_bubble_tail"></i>
    <div class="tgme_widget_message_author accent_color"><a
      class="tgme_widget_message_owner_name" href="https://t.me/{name}"><span
      dir="auto">Example</span></a></div>
    {before}{body}{after}
    <div class="tgme_widget_message_footer compact js-message_footer">
      <div class="tgme_widget_message_info short js-message_info">
        <span class="tgme_widget_message_views">1.2K</span><span
          class="copyonly"> views</span>{author}
        <span class="tgme_widget_message_meta">{"edited &nbsp;" if edited else ""}<a
          class="tgme_widget_message_date" href="https://t.me/{name}/{number}"><time
          datetime="{at}" class="time">10:00</time></a></span>
      </div></div>
  </div>
</div>"""


REPLY = """<a class="tgme_widget_message_reply user-color-default" href="https://t.me/example_channel/1">
  <div class="tgme_widget_message_author accent_color"><span
    class="tgme_widget_message_author_name" dir="auto">Example</span></div>
  <div class="tgme_widget_message_text js-message_reply_text" dir="auto">Words replied to</div>
  </a>"""
FORWARDED = """<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;<a
  class="tgme_widget_message_forwarded_from_name" href="https://t.me/other/12"><span
  dir="auto">Other channel</span></a></div>"""
PHOTO = """<a class="tgme_widget_message_photo_wrap 5 6" href="https://t.me/example_channel/5"
  style="width:800px;background-image:url('https://cdn4.telesco.pe/file/x.jpg')"><div
  class="tgme_widget_message_photo" style="padding-top:56%"></div></a>"""
VIDEO = """<a class="tgme_widget_message_video_player js-message_video_player"
  href="https://t.me/example_channel/6"><i class="tgme_widget_message_video_thumb"></i><div
  class="tgme_widget_message_video_wrap"><video src="https://cdn4.telesco.pe/file/x.mp4"></video></div>
  <time class="message_video_duration js-message_video_duration" datetime="PT15S">0:15</time></a>"""
DOCUMENT = """<a class="tgme_widget_message_document_wrap" href="https://t.me/example_channel/7"><div
  class="tgme_widget_message_document_icon accent_bg"></div>
  <div class="tgme_widget_message_document">
  <div class="tgme_widget_message_document_title accent_color" dir="auto">Statement.pdf</div>
  <div class="tgme_widget_message_document_extra" dir="auto">1.2 MB</div></div></a>"""
POLL = """<div class="tgme_widget_message_poll js-poll"><div
  class="tgme_widget_message_poll_question">Is the road open?</div><div
  class="tgme_widget_message_poll_type">Anonymous poll</div>
  <div class="tgme_widget_message_poll_options">
  <div class="tgme_widget_message_poll_option"><div
    class="tgme_widget_message_poll_option_percent">60%</div><div
    class="tgme_widget_message_poll_option_text">Yes</div></div></div></div>"""
PREVIEW = """<a class="tgme_widget_message_link_preview" href="https://example.org/a">
  <div class="link_preview_site_name accent_color" dir="auto">Example News</div>
  <div class="link_preview_title" dir="auto">Road closed</div>
  <div class="link_preview_description" dir="auto">A convoy passes.</div></a>"""
UNSUPPORTED = """<div class="message_media_not_supported_wrap">
  <div class="message_media_not_supported">
  <div class="message_media_not_supported_label">Please open Telegram to view this post</div><a
  class="message_media_view_in_telegram" href="https://t.me/example_channel/9">VIEW IN TELEGRAM</a>
  </div></div>"""
# What t.me/s/NAME redirects to where there is no page of posts.
NO_CHANNEL = b"""<!DOCTYPE html><html><head><meta charset="utf-8">
<title>Telegram: Contact @nobody_here</title></head><body class="no_transition">
<div class="tgme_page_wrap"><div class="tgme_body_wrap"><div class="tgme_page">
<div class="tgme_page_icon"><i class="tgme_icon_user"></i></div>
<div class="tgme_page_description">If you have <strong>Telegram</strong>, you can contact
<a class="tgme_username_link" href="tg://resolve?domain=nobody_here">@nobody_here</a> right away.
</div>
<div class="tgme_page_action"><a class="tgme_action_button_new"
href="tg://resolve?domain=nobody_here">Send Message</a></div></div></div></div></body></html>"""
