"""x."""
import os
from crawler.article.page import ArticlePage, Article
from crawler.article.tree import read_tree
from crawler.article.prune import prune
from crawler.article.main_text import main_text
def extract(page):
    tree = read_tree(page)
    prune(tree.root, page.url)
    return Article('', "\n\n".join(main_text(tree.root, page.url)), '', '', None, None)
