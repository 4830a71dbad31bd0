url = "mailer"
