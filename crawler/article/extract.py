"""x."""
from crawler.article.page import ArticlePage, Article
from crawler.article.tree import read_tree
from crawler.article.about import read_about
from crawler.article.jsonld import read_claims
from crawler.article.links import headlines
from crawler.article.lead import find_lead
from crawler.article.trim import trim
from crawler.article.prune import prune
from crawler.article.main_text import main_text
from crawler.article.words import fold
def extract(page):
    tree = read_tree(page)
    claims = read_claims(tree.root)
    about = read_about(tree.root, claims, page.title)
    others = headlines(tree.root, page.url)
    lead = find_lead(tree.root, about.descriptions)
    prune(tree.root, page.url)
    ps = trim(main_text(tree.root, page.url), about.title, others)
    if lead and fold(lead) != fold(about.title) and fold(lead)[:60] not in fold(" ".join(ps)): ps=[lead,*ps]
    return Article(about.title, "\n\n".join(ps), '', '', None, None)
