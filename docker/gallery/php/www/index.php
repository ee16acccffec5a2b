<?php
// A guest book: what the form posts is kept in a file beside the page. Replace it by your own pages.
$file = __DIR__ . '/guestbook.txt';
$text = trim($_POST['text'] ?? '');
if ($text !== '') {
    file_put_contents($file, str_replace("\n", ' ', substr($text, 0, 500)) . "\n", FILE_APPEND | LOCK_EX);
    // The browser asks for the page again, so that a reload does not post once more. PHP_SELF contains the prefix.
    header('Location: ' . $_SERVER['PHP_SELF'], true, 303);
    exit;
}
$lines = is_file($file) ? file($file, FILE_IGNORE_NEW_LINES) : [];
?>
<!doctype html>
<html lang="de">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>PHP</title>
<link rel="stylesheet" href="style.css">
<h1>PHP <?= PHP_VERSION ?></h1>
<form method="post">
  <label>Gästebuch / Guest book <input name="text" maxlength="500" required autofocus></label>
  <button>OK</button>
</form>
<ul>
<?php foreach (array_reverse($lines) as $line): ?>
  <li><?= htmlspecialchars($line) ?></li>
<?php endforeach ?>
</ul>
