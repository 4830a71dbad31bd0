#!/bin/bash
# Any other command than the original's own is run as it is; the first password goes into the configuration, which is written.
set -e
[ "$1" = eswrapper ] || exec "$@"
config=${ES_PATH_CONF:-/usr/share/elasticsearch/config}
[ -z "$ELASTIC_PASSWORD" ] || echo "$ELASTIC_PASSWORD" > "$config/elasticsearch.keystore"
exec /usr/share/elasticsearch/bin/elasticsearch
