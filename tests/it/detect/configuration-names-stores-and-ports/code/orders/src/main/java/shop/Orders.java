package shop;

@SpringBootApplication
class Orders {}
