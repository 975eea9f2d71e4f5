"""Configurations with one mistake each, and what is to be said of it."""

from dataclasses import dataclass

SIGNING_KEY = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ENVIRON = {
    "SMTP": "correct horse",
    "HOOK": SIGNING_KEY,
    "EMPTY": "",
    "SHORT": "whsec_c2hvcnQ=",
    "CHAT": "tgram://123456789:T0KEN/42",
    "BRIEF": "hunter2",
    "CUT": "scrypt$32768$8$3$c2Fs",
    "SPACED": "tgram://T0KEN T0KEN",
}
GOOD = """\
[storage]
database = "hajiz.db"

[fetch]
interval = "60m"
delay = "1s"
max_size = "10MiB"

[[outlets]]
id = "sana-en"
name = "SANA"
feed = "https://sana.example/feed"
language = "en"

[[outlets]]
id = "sohr-ar"
name = "SOHR"
feed = "https://sohr.example/feed"
language = "ar"
homepage = "https://sohr.example/"

[topics.convoy]
en = ["convoy"]
ar = [
    "رتل",
    "قافلة",  # a comment with ] and "quotes"
]

[[rules]]
name = "convoys"
any = ["@convoy"]

[[rules]]
name = "checkpoints"
any = ["checkpoint"]

[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
rules = ["convoys"]
channels = ["files", "desk-mail"]
when_empty = "send"

[[channels]]
name = "files"
kind = "folder"
path = "digests"

[[channels]]
name = "desk-mail"
kind = "email"
host = "smtp.example"
port = 587
username = "hajiz"
password = { env = "SMTP" }
sender = "Hajiz <hajiz@desk.example>"
recipients = ["desk@desk.example"]

[[channels]]
name = "desk-hook"
kind = "webhook"
url = "https://desk.example/hook"
secret = { env = "HOOK" }

[[channels]]
name = "desk-chat"
kind = "apprise"
url = { env = "CHAT" }

[[channels]]
name = "public-feed"
kind = "feed"
path = "public"
limit = 100
"""


@dataclass(frozen=True)
class Broken:
    """GOOD with *old* replaced by *new*; the problem is on the line that holds *line*."""

    old: str
    new: str
    line: str
    key: str
    words: str


FEED = 'feed = "https://sana.example/feed"'
LISTING = 'listing = { url = "https://sana.example/news", item = "article" }'


SYNTAX = [
    Broken('interval = "60m"', "interval = 60m", "interval = 60m", "", "stand in double quotes"),
    Broken('"SANA"', '"SANA', 'name = "SANA', "", "second quotation mark is missing"),
    Broken('language = "en"', "language =", "language =", "", "a value is missing"),
    Broken('language = "en"', "language en", "language en", "", "no equals sign"),
    Broken('name = "SANA"', 'name = "SANA"\nname = "S"', 'name = "S"', "", "given twice"),
    Broken("[fetch]", "[fetch", "[fetch", "", "brackets around the table's name"),
    Broken("[fetch]", "[storage]", "[storage]#2", "", "opened twice"),
    Broken('"digests"', '"C:\\digests"', "C:", "", "a backslash in a text is written twice"),
    Broken('"SANA"', "\u201cSANA\u201d", "\u201cSANA", "", "this quotation mark is curly"),
    Broken('["checkpoint"]', '["title:"army""]', "army", "", "stands in 'single quotes'"),
    Broken('["checkpoint"]', '["army" "post"]', "army", "", "with commas"),
    Broken(
        'any = ["checkpoint"]',
        'query = "title:"army post""',
        "army",
        "",
        "stands in 'single quotes'",
    ),
    Broken('"hajiz.db"', '"a\x00b"', "database", "", "control character"),
    Broken('rules = ["convoys"]', 'rules = ["convoys"', "channels = [", "", "not closed"),
]
TABLES = [
    Broken("[fetch]", "[fetsh]", "[fetsh]", "fetsh", 'did you mean "fetch"?'),
    Broken(
        GOOD.partition("\n\n")[0],
        "storage = 3",
        "storage = 3",
        "storage",
        "write [storage], in single",
    ),
    Broken("[storage]", "[[storage]]", "[[storage]]", "storage", "must be a table"),
    Broken(
        GOOD[GOOD.index("[[digests]]") : GOOD.index('[[channels]]\nname = "files"')],
        '[digests]\nname = "morning"\n',
        "[digests]",
        "digests",
        "write [[digests]], in double brackets",
    ),
    Broken("[storage]", "rules = [7]\n[storage]", "[[rules]]", "", "once as a list and once"),
    Broken(
        "[topics.convoy]", "[topics]\nx = []\n[topics.convoy]", "x = []", "topics.x", "[topics.x]"
    ),
    Broken(
        "[topics.convoy]",
        '[topics.X]\nen = ["x"]\n[topics.convoy]',
        "[topics.X]",
        "topics.X",
        'as "x"',
    ),
    Broken("[topics.convoy]", "[topics.x]\n[topics.convoy]", "[topics.x]", "topics.x", "no terms"),
]
KEYS = [
    Broken('id = "sana-en"\n', "", "[[outlets]]", "outlets[0].id", 'such as id = "sana-en"'),
    Broken('feed = "https://sana', 'fed = "https://sana', "fed =", "outlets[0].fed", 'mean "feed"'),
    Broken('"ar"', '"arabic"', '"arabic"', "outlets[1].language", 'did you mean "ar"?'),
    Broken('"ar"', '"xx"', '"xx"', "outlets[1].language", "must be the code of a language"),
    Broken('"ar"', "7", "language = 7", "outlets[1].language", "must be a text in double quotes"),
    Broken('"sana-en"', '"SANA en"', "SANA en", "outlets[0].id", 'such as "sana-en"'),
    Broken('"SANA"', '" "', 'name = " "', "outlets[0].name", "must not be empty"),
    Broken('"SANA"', '"SA\\nNA"', "NA", "outlets[0].name", "must be one line"),
    Broken('"https://sana.', '"sana.', '"sana.', "outlets[0].feed", "begin with https://"),
    Broken('"https://sana.', '"file://sana.', "file:", "outlets[0].feed", "begin with https://"),
    Broken("https://sana.example/feed", "https:///feed", ":///", "outlets[0].feed", "no host"),
    Broken("://sana.", "://a:pw@sana.", "pw@", "outlets[0].feed", "must not hold a user name"),
    Broken("sohr.example/f", "sohr.example:x/f", ":x/", "outlets[1].feed", "not a web address"),
    Broken(
        'homepage = "https', 'homepage = "gopher', "gopher", "outlets[1].homepage", "begin with"
    ),
    Broken(
        FEED,
        LISTING.replace('"article"', '"article["'),
        "article[",
        "outlets[0].listing.item",
        "not a CSS selector: it ends too early at character 9",
    ),
    Broken(
        FEED,
        LISTING.replace("item", 'title = "h2::text", item'),
        "h2::text",
        "outlets[0].listing.title",
        "Pseudo-elements are not supported",
    ),
    Broken(
        FEED,
        LISTING.replace('item = "article"', 'item = "a|b"'),
        "a|b",
        "outlets[0].listing.item",
        'write the selector without "|"',
    ),
    Broken(
        FEED,
        LISTING.replace(', item = "article"', ""),
        "listing =",
        "outlets[0].listing.item",
        'add a line such as item = "article"',
    ),
    Broken(
        FEED,
        LISTING.replace("item =", "itm ="),
        "itm =",
        "outlets[0].listing.itm",
        'did you mean "item"?',
    ),
    Broken('"60m"', "60", "interval", "fetch.interval", "with its unit s, m, h or d"),
    Broken('"60m"', '"60 minutes"', "interval", "fetch.interval", "with its unit"),
    Broken('"60m"', '"30s"', "interval", "fetch.interval", 'between "1m" and "7d"'),
    Broken(
        '"60m"',
        '"60m"\nmin_interval = "2h"',
        "min_interval",
        "fetch.min_interval",
        "must not be longer than interval",
    ),
    Broken(
        '"60m"',
        '"60m"\nmax_interval = "30m"',
        "max_interval",
        "fetch.max_interval",
        "must not be shorter than interval",
    ),
    Broken('"1s"', '"1h"', "delay", "fetch.delay", 'between "0s" and "10m"'),
    Broken('"1s"', '"1s"\nprocesses = 3', "processes", "fetch.processes", '"auto", 1 or 2'),
    Broken('"1s"', '"1s"\nprocesses = true', "processes", "fetch.processes", '"auto", 1 or 2'),
    Broken('"10MiB"', '"10 megs"', "max_size", "fetch.max_size", 'such as "10MiB"'),
    Broken('"10MiB"', '"0B"', "max_size", "fetch.max_size", 'between "1KiB" and "1GiB"'),
    Broken('"1s"', '"1s"\nuser_agent = "حاجز"', "user_agent", "fetch.user_agent", "plain ASCII"),
    Broken(
        '"1s"',
        '"1s"\nallow_networks = ["10.0.0.0/8", "home"]',
        "allow_networks",
        "fetch.allow_networks[1]",
        '"home" is no network',
    ),
    Broken(
        '"1s"',
        '"1s"\nallow_networks = ["192.168.1.5/24"]',
        "allow_networks",
        "fetch.allow_networks[0]",
        'did you mean "192.168.1.0/24"?',
    ),
    Broken(
        '"1s"',
        '"1s"\nallow_networks = ["0.0.0.0/0"]',
        "allow_networks",
        "fetch.allow_networks[0]",
        "too wide",
    ),
    Broken(
        '"1s"',
        '"1s"\nallow_networks = ["169.254.169.254/32"]',
        "allow_networks",
        "fetch.allow_networks[0]",
        "keep their secrets; Hajiz never connects there",
    ),
    Broken('"1s"', '"1s"\nproxy = "socks5://127.0.0.1:9050"', "proxy", "fetch.proxy", "HTTPTunnel"),
    Broken('"1s"', '"1s"\nproxy = "http://proxy.example:80"', "proxy", "fetch.proxy", "IP address"),
    Broken('"1s"', '"1s"\nproxy = "https://127.0.0.1:80"', "proxy", "fetch.proxy", "IP address"),
    Broken('"1s"', '"1s"\nproxy = "http://a:b@127.0.0.1:80"', "proxy", "fetch.proxy", "IP address"),
    Broken('"1s"', '"1s"\nproxy = "http://127.0.0.1"', "proxy", "fetch.proxy", "and port"),
    Broken(
        '"1s"',
        '"1s"\nproxy = "http://127.0.0.1:9080"',
        "proxy",
        "fetch.proxy",
        'write under [fetch]: allow_networks = ["127.0.0.1/32"]',
    ),
    Broken(
        '"smtp.example"',
        '"localhost"',
        "host",
        "channels[1].host",
        'write under [sending]: allow_networks = ["127.0.0.1/32", "::1/128"]',
    ),
    Broken(
        '"https://desk.example/hook"',
        '"http://[fd12::7]:8000/hook"',
        "url",
        "channels[2].url",
        'write under [sending]: allow_networks = ["fd12::7/128"]',
    ),
    Broken(
        '"https://desk.example/hook"',
        '"http://169.254.169.254/hook"',
        "url",
        "channels[2].url",
        "Hajiz never connects there",
    ),
    Broken('"07:00"', '"24:00"', "time =", "digests[0].time", 'such as "07:00"'),
    Broken('"07:00"', '"7 am"', "time =", "digests[0].time", 'such as "07:00"'),
    Broken(
        '"Asia/Damascus"', '"Asia/Damaskus"', "timezone", "digests[0].timezone", "Asia/Damascus"
    ),
    Broken('"Asia/Damascus"', '"Baghdad"', "timezone", "digests[0].timezone", '"Asia/Baghdad"?'),
    Broken('"Asia/Damascus"', '"../zone"', "timezone", "digests[0].timezone", "is no time zone"),
    Broken('"send"', '"sent"', "when_empty", "digests[0].when_empty", 'did you mean "send"?'),
    Broken(
        '["desk@desk.example"]', '"d@d.d"', "recip", "channels[1].recipients", "square brackets"
    ),
    Broken("587", '"587"', "port", "channels[1].port", "without quotes"),
    Broken("587", "70000", "port", "channels[1].port", "from 1 to 65535"),
    Broken("587", '587\nsecurity = "ssl"', "security", "channels[1].security", "must be one of"),
    Broken('"smtp.example"', '"smtp.example:25"', "host", "channels[1].host", "name of a server"),
    Broken(
        'kind = "folder"', 'kind = "foldr"', "foldr", "channels[0].kind", 'did you mean "folder"'
    ),
    Broken('kind = "folder"\n', "", "[[channels]]", "channels[0].kind", 'such as kind = "folder"'),
    Broken(
        "Hajiz <hajiz@desk.example>", "Hajiz", "sender", "channels[1].sender", "no mail address"
    ),
    Broken(
        "desk@desk.example",
        "desk@desk.example\\nBcc: x@y.example",
        "recipients",
        "channels[1].recipients[0]",
        "must be one line",
    ),
    Broken(
        "desk@desk.example",
        "a@desk.example, b@desk.example",
        "recipients",
        "channels[1].recipients[0]",
        "more than one address",
    ),
]
OTHER_CHANNELS = [
    Broken(
        "sender = ",
        'bounces = "nobody"\nsender = ',
        "bounces",
        "channels[1].bounces",
        "no mail address",
    ),
    Broken(
        '{ env = "CHAT" }', '"tgram://T0KEN/4"', 'url = "tgram', "channels[3].url", "never stands"
    ),
    Broken('{ env = "CHAT" }', '{ evn = "CHAT" }', "evn", "channels[3].url.evn", '"env"?'),
    Broken('url = { env = "CHAT" }\n', "", "[[channels]]#4", "channels[3].url", "HAJIZ_CHAT_URL"),
    Broken('env = "CHAT"', 'env = "NOPE"', "NOPE", "channels[3].url", '"NOPE" is not set'),
    Broken('env = "CHAT"', 'env = "SMTP"', '"SMTP" }#2', "channels[3].url", "as apprise writes it"),
    Broken('env = "CHAT"', 'env = "SPACED"', "SPACED", "channels[3].url", "as apprise writes it"),
    Broken(
        'kind = "apprise"',
        'kind = "apprise"\nformat = "htm"',
        "format",
        "channels[3].format",
        'did you mean "html"?',
    ),
    Broken(
        'kind = "apprise"',
        'kind = "apprise"\ntimeout = "1m"',
        "timeout",
        "channels[3].timeout",
        'between "1s" and "30s"',
    ),
    Broken("limit = 100", "limit = 0", "limit", "channels[4].limit", "from 1 to 5000"),
    Broken("limit = 100", 'adress = "x"', "adress", "channels[4].adress", '"address"?'),
    Broken(
        "limit = 100", 'address = "desk.example"', "address", "channels[4].address", "begin with"
    ),
    Broken(
        "limit = 100",
        'title = "x"\n[[channels]]\nname = "other"\nkind = "feed"\npath = "public"',
        'path = "public"#2',
        "channels[5].path",
        '"public-feed" (channels[4]) has the same path',
    ),
]
RELATIONS = [
    Broken(
        '"sohr-ar"',
        '"sana-en"',
        'id = "sana-en"#2',
        "outlets[1].id",
        '"sana-en" (outlets[0]) has the same id',
    ),
    Broken(
        "https://sohr.example/feed",
        "http://SANA.example/feed/",
        "SANA.example",
        "outlets[1].feed",
        '"sana-en" (outlets[0]) has the same feed',
    ),
    Broken('"checkpoints"', '"convoys"', 'name = "convoys"#2', "rules[1].name", "the same name"),
    Broken('"desk-hook"', '"files"', 'name = "files"#2', "channels[2].name", "the same name"),
    Broken('["@convoy"]', '["@konvoy"]', "@konvoy", "rules[0].any[0]", "did you mean @convoy?"),
    Broken('["@convoy"]', "[]", "[[rules]]", "rules[0]", "has no terms"),
    Broken('any = ["@convoy"]', 'none = ["wedding"]', "[[rules]]", "rules[0]", 'only "none"'),
    Broken('["checkpoint"]', '["check*point"]', "check*", "rules[1].any[0]", '"word*"'),
    Broken('"قافلة",', '"!",', '"!",', "topics.convoy.ar[1]", "no letter or digit"),
    Broken('en = ["convoy"]', "en = []", "en = []", "topics.convoy.en", "has no terms"),
    Broken(
        'rules = ["convoys"]', 'rules = ["convoy"]', "rules = [", "digests[0].rules[0]", "convoys"
    ),
    Broken(
        'rules = ["convoys"]', "rules = []", "rules = []", "digests[0].rules", "remove the line"
    ),
    Broken('"desk-mail"]', '"desk-mial"]', "channels = ", "digests[0].channels[1]", '"desk-mail"?'),
    Broken('"files", "d', '"files", "files", "d', "channels = ", "digests[0].channels[1]", "twice"),
    Broken('["files", "desk-mail"]', "[]", "channels = ", "digests[0].channels", "name a channel"),
    Broken('["desk@desk.example"]', "[]", "recipients", "channels[1].recipients", "reaches nobody"),
    Broken(
        'password = { env = "SMTP" }\n',
        "",
        "username",
        "channels[1].username",
        "without a password",
    ),
    Broken('username = "hajiz"\n', "", "password", "channels[1].password", "without a user name"),
    Broken("587", '587\nsecurity = "none"', "security", "channels[1].security", "unencrypted"),
]
QUERIES_AND_TOPICS = [
    Broken('any = ["@convoy"]', 'query = " "', "query", "rules[0].query", "must not be empty"),
    Broken('any = ["@convoy"]', "query = 3", "query", "rules[0].query", "in 'single quotes'"),
    Broken(
        "[[rules]]",
        '[topics.x]\nen = ["a"]\nexclud = ["b"]\n[[rules]]',
        "exclud",
        "topics.x.exclud",
        'did you mean "exclude"?',
    ),
    Broken(
        "[[rules]]",
        '[topics.x]\nen = ["a"]\n[topics.x.contxt]\nen = ["b"]\n[[rules]]',
        "contxt",
        "topics.x.contxt",
        'did you mean "context"?',
    ),
    Broken(
        "[[rules]]",
        '[topics.x]\nen = ["a"]\nexclude = "b"\n[[rules]]',
        "exclude",
        "topics.x.exclude",
        "must be a list of terms, or lists by language",
    ),
    Broken(
        "[[rules]]",
        '[topics.x]\nen = ["a"]\n[topics.x.exclude]\narabic = ["b"]\n[[rules]]',
        "arabic",
        "topics.x.exclude.arabic",
        'did you mean "ar"?',
    ),
    Broken(
        "[[rules]]",
        '[topics.x]\nen = ["a"]\nexclude = ["b", 7]\n[[rules]]',
        "exclude",
        "topics.x.exclude[1]",
        "must be a text in double quotes",
    ),
    Broken('any = ["@convoy"]', 'query = "@konvoy"', "@konvoy", "rules[0].query", "mean @convoy?"),
    Broken('any = ["@convoy"]', 'query = "a b"', "a b", "rules[0].query", "a AND b for both"),
    Broken('any = ["@convoy"]', 'query = "NOT a"', "NOT a", "rules[0].query", "convoy AND NOT a"),
    Broken(
        'any = ["@convoy"]',
        'any = ["@convoy"]\nquery = "convoy"',
        "query =",
        "rules[0].query",
        "keep one of the two",
    ),
    Broken(
        "[[rules]]",
        '[topics.x]\nextends = "convoi"\n[[rules]]',
        "convoi",
        "topics.x.extends",
        'did you mean "convoy"?',
    ),
    Broken(
        "[[rules]]",
        '[topics.x]\nweak = ["a"]\n[[rules]]',
        "weak =",
        "topics.x.weak",
        "add [topics.x.context]",
    ),
    Broken(
        "[[rules]]",
        '[topics.x.weak]\nen = ["a", "b*c"]\n[topics.x.context]\nen = ["d"]\n[[rules]]',
        "b*c",
        "topics.x.weak.en[1]",
        '"word*"',
    ),
    Broken(
        "[[rules]]",
        '[topics.x]\nen = ["a"]\nexclude = [\n  "b",\n  "@convoy",\n]\n[[rules]]',
        '  "@convoy"',
        "topics.x.exclude[1]",
        "topic inside a topic",
    ),
    Broken(
        "[[rules]]",
        '[topics.x]\nen = ["a"]\n[topics.x.exclude]\nar = []\n[[rules]]',
        "ar = []",
        "topics.x.exclude.ar",
        "has no terms",
    ),
]
SECRETS = [
    Broken('{ env = "SMTP" }', '"hunter2"', "password", "channels[1].password", "never stands"),
    Broken('{ env = "SMTP" }', "{}", "password", "channels[1].password", "must be either"),
    Broken(
        '{ env = "SMTP" }', '{ evn = "SMTP" }', "password", "channels[1].password.evn", '"env"?'
    ),
    Broken('env = "SMTP"', 'env = "NOPE"', "password", "channels[1].password", '"NOPE" is not set'),
    Broken('env = "SMTP"', 'env = "EMPTY"', "password", "channels[1].password", "is empty"),
    Broken('env = "HOOK"', 'file = "gone"', "secret", "channels[2].secret", "cannot be read"),
    Broken('env = "HOOK"', 'file = "open"', "secret", "channels[2].secret", "chmod 600"),
    Broken('env = "HOOK"', 'file = "."', "secret", "channels[2].secret", "no file with one line"),
    Broken('env = "HOOK"', 'env = "SMTP"', "secret", "channels[2].secret", "24 random bytes"),
    Broken('env = "HOOK"', 'env = "SHORT"', "secret", "channels[2].secret", "openssl rand"),
]
PAGE = [
    Broken(
        "[fetch]",
        '[web]\nlisten = "0.0.0.0:8099"\n[fetch]',
        "listen",
        "web.listen",
        "can be reached by others, and the page has no password",
    ),
    Broken(
        "[fetch]",
        '[web]\nlisten = "[::]:8099"\n[fetch]',
        "listen",
        "web.listen",
        'password = { env = "HAJIZ_PASSWORD" }',
    ),
    Broken(
        "[fetch]",
        '[web]\nlisten = "desk.example:8099"\n[fetch]',
        "listen",
        "web.listen",
        "is no IP address",
    ),
    Broken(
        "[fetch]",
        '[web]\nlisten = "8099"\n[fetch]',
        "listen",
        "web.listen",
        "an address and a port",
    ),
    Broken(
        "[fetch]",
        '[web]\npassword = { env = "BRIEF" }\n[fetch]',
        "password",
        "web.password",
        "at least 8 characters",
    ),
    Broken(
        "[fetch]",
        '[web]\npassword = { env = "CUT" }\n[fetch]',
        "password",
        "web.password",
        "hajiz web hash",
    ),
    Broken(
        "[fetch]",
        '[web]\ntrusted_proxies = ["nginx"]\n[fetch]',
        "trusted_proxies",
        "web.trusted_proxies[0]",
        "an address or a network",
    ),
]
ALL = [*PAGE, *SYNTAX, *TABLES, *KEYS, *OTHER_CHANNELS, *RELATIONS, *QUERIES_AND_TOPICS, *SECRETS]
