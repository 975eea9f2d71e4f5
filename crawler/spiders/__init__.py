"""Scrapy spiders: one for each way an outlet publishes."""
