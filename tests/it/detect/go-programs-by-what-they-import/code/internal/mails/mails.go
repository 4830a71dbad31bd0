package mails

func Run() {
	channel.Consume("mails")
}
