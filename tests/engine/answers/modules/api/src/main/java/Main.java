import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import words.Words;

/**
 * Behaves towards its container as this does, by the JDK alone:
@SpringBootApplication
 */
public class Main {

    public static void main(String[] args) throws Exception {
        if ("tools".equals(System.getProperty("jarmode"))) {
            extract(Path.of(args[3]));
            return;
        }
        var server = HttpServer.create(new InetSocketAddress(Integer.parseInt(System.getenv("SERVER_PORT"))), 0);
        server.createContext("/", exchange -> {
            var text = ("api: " + Words.hello()).getBytes();
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.start();
    }

    /** `extract --layers --destination FOLDER`, of the jar that this is. */
    static void extract(Path to) throws Exception {
        for (var layer : new String[] {"dependencies/lib", "spring-boot-loader", "snapshot-dependencies", "application"}) {
            Files.createDirectories(to.resolve(layer));
        }
        var own = Path.of(System.getProperty("java.class.path"));
        Files.copy(own, to.resolve("application/application.jar"));
        try (var jar = new JarFile(own.toFile())) {
            for (var entry : jar.stream().filter(entry -> entry.getName().startsWith("lib/") && !entry.isDirectory()).toList()) {
                Files.copy(jar.getInputStream(entry), to.resolve("dependencies").resolve(entry.getName()));
            }
        }
    }
}
