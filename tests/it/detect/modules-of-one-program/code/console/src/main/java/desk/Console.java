@SpringBootApplication
class Console {
    public static void main(String[] args) { SpringApplication.run(Console.class, args); }
}
