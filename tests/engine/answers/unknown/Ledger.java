package ledger;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;

/** Keeps what comes by a queue; the first entry is its own. */
public class Ledger {
    public static void main(String[] arguments) throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(System.getenv("RABBIT_URL"));
        var channel = factory.newConnection().createChannel();
        channel.queueDeclare("entries", false, false, true, null);
        channel.basicPublish("", "entries", null, "first".getBytes());
        channel.basicConsume("entries", true, new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties about, byte[] body) {
                System.out.println("the ledger has: " + new String(body));
            }
        });
    }
}
