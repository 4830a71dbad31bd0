<?php
// The original's form begins with ADMINER_DEFAULT_SERVER where no server was given.
if (!isset($_GET["server"]) && !isset($_GET["pgsql"]) && empty($_POST)) {
    echo '<form method="post"><input name="auth[server]" value="' . htmlspecialchars((string) getenv("ADMINER_DEFAULT_SERVER")) . '"></form>';
    exit;
}
chdir("/usr/share/adminer/adminer");
include is_file("index.php") ? "./index.php" : "/usr/share/adminer/adminer.php";
