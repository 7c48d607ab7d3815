# shellcheck shell=bash
# Starting a server of MySQL's family, whose data folder is there (sourced after lib.sh).

# mysql_start PROGRAM OPTION...: on a free port ($port) and on the socket $folder/s, without syncs to disk, with the database "app" and
# a user for the network: root is known without a password at the socket only.
mysql_start() {
  local attempt
  for attempt in 1 2 3 4 5; do
    port=$(free_port)
    server_start server.log "$@" --socket="$folder/s" --port="$port" --bind-address=127.0.0.1 --pid-file="$folder/pid" \
      --skip-name-resolve --innodb-flush-log-at-trx-commit=0 --innodb-flush-method=nosync --innodb-buffer-pool-size=64M \
      --max-connections=300
    # Another server may have taken the port, and this one then ends: only the socket is surely its own.
    ready_await 30 mysql_answers && break
    servers_stop
    [ "$attempt" != 5 ] || give_up server.log
  done
  mariadb --no-defaults --socket="$folder/s" --user=root -e "
    CREATE USER tester@'127.0.0.1' IDENTIFIED BY 'w0rd'; GRANT ALL ON *.* TO tester@'127.0.0.1' WITH GRANT OPTION;
    CREATE DATABASE app" || exit 70
}

mysql_answers() { [ -S "$folder/s" ] && mariadb-admin --no-defaults --socket="$folder/s" --user=root ping >/dev/null 2>&1; }
