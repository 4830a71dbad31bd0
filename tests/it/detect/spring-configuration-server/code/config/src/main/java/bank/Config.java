package bank;

@SpringBootApplication
class Config {}
