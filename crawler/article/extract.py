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
    import copy
    whole = copy.copy(tree.root)
    prune(tree.root, page.url)
    ps = trim(main_text(tree.root, page.url), about.titles, others)
    lead = find_lead(whole, about.descriptions, ps[0] if ps else '')
    if lead and fold(lead) not in about.titles and fold(lead)[:60] not in fold(" ".join(ps)): ps=[lead,*ps]
    return Article(about.title, "\n\n".join(ps), '', '', None, None)
