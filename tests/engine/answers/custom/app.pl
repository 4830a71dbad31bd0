use Mojolicious::Lite -signatures;

get '/healthz' => { text => 'ok' };
get "/" => sub ($c) { $c->render(text => "perl: $ENV{DATABASE_PASSWORD}") };
app->start;
