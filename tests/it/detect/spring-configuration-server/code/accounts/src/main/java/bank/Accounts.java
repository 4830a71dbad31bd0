package bank;

@SpringBootApplication
class Accounts {}
