package shop;

@SpringBootApplication
public class Files {}
