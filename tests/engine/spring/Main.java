import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Behaves towards its container as a Spring Boot application does, by the JDK alone. */
public class Main {

    public static void main(String[] args) throws Exception {
        if ("tools".equals(System.getProperty("jarmode"))) {
            extract(Path.of(args[3]));
            return;
        }
        try (var database = connect(); var statement = database.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS notes (id int PRIMARY KEY, text text NOT NULL)");
            statement.execute("INSERT INTO notes VALUES (1, 'a row') ON CONFLICT DO NOTHING");
        }
        if ("onRefresh".equals(System.getProperty("spring.context.exit"))) {
            Runtime.getRuntime().halt(0);
        }
        var server = HttpServer.create(new InetSocketAddress(Integer.parseInt(property("SERVER_PORT"))), 0);
        answer(server, "/actuator/health/readiness", () -> "UP");
        answer(server, "/notes", Main::notes);
        server.start();
        System.out.println("started");
    }

    static String notes() throws Exception {
        try (var database = connect(); var rows = database.createStatement().executeQuery("SELECT text FROM notes")) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** `extract --layers --destination FOLDER`, of the jar that this is. */
    static void extract(Path to) throws Exception {
        for (var layer : new String[] {"dependencies/lib", "spring-boot-loader", "snapshot-dependencies", "application"}) {
            Files.createDirectories(to.resolve(layer));
        }
        Files.copy(Path.of(System.getProperty("java.class.path")), to.resolve("application/application.jar"));
        Files.copy(Path.of("/usr/share/java/postgresql.jar"), to.resolve("dependencies/lib/postgresql.jar"));
    }

    static Connection connect() throws Exception {
        return DriverManager.getConnection(property("SPRING_DATASOURCE_URL"), property("SPRING_DATASOURCE_USERNAME"),
            property("SPRING_DATASOURCE_PASSWORD"));
    }

    /** A variable, with ${name} resolved by the files of a config tree. */
    static String property(String name) {
        var tree = System.getenv("SPRING_CONFIG_IMPORT");
        var value = System.getenv(name);
        if (tree == null) {
            return value;
        }
        var folder = Path.of(tree.replaceFirst("^optional:configtree:", ""));
        return Pattern.compile("\\$\\{(\\w+)}").matcher(value).replaceAll(match -> {
            try {
                return Matcher.quoteReplacement(Files.readString(folder.resolve(match.group(1))).strip());
            } catch (java.io.IOException error) {
                throw new java.io.UncheckedIOException(error);
            }
        });
    }

    interface Page {
        String get() throws Exception;
    }

    static void answer(HttpServer server, String path, Page page) {
        server.createContext(path, exchange -> {
            String text;
            int status = 200;
            try {
                text = page.get();
            } catch (Exception error) {
                error.printStackTrace();
                text = "error";
                status = 500;
            }
            exchange.sendResponseHeaders(status, text.length());
            exchange.getResponseBody().write(text.getBytes());
            exchange.close();
        });
    }
}
