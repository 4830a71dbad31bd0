await scrape();
process.exit(0);
