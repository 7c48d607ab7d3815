#!/usr/bin/env php
<?php
// SPDX-License-Identifier: MIT
// Caches of PHP behind `exec:`, as an application sees them (EXEC.md has the protocol).
//
//   exec:php adapters/exec/programs/php_cache.php phpredis:redis://HOST:PORT/NUMBER   the extension, values as PHP's own cast makes them text
//   exec:php adapters/exec/programs/php_cache.php predis:redis://HOST:PORT/NUMBER     the library in PHP, the same
//   exec:php adapters/exec/programs/php_cache.php laravel-array                       Laravel's store for tests
//   exec:php adapters/exec/programs/php_cache.php laravel-file:FOLDER                 Laravel's store in files, in a folder of each question's own
//   exec:php adapters/exec/programs/php_cache.php laravel-redis:redis://HOST:PORT/NUMBER [redis://HOST:PORT/NUMBER]   through predis, and where its
//                                                                              locks are: Laravel's own configuration has another database
//
// Debian's packages php-cli, php-redis, php-nrk-predis, php-illuminate-cache, php-illuminate-filesystem, php-illuminate-redis.
//
// What a client returns for a key that is not there is the answer: null is told from a value, as by every application; phpredis' false
// cannot be told from a false that was stored, and is shown as that.
declare(strict_types=1);

error_reporting(E_ALL & ~E_DEPRECATED);
set_error_handler(fn ($level, $message) => throw new ErrorException($message, 0, $level), E_ALL & ~E_DEPRECATED & ~E_USER_DEPRECATED);

final class Refusal extends Exception
{
    public function __construct(public string $name, string $message)
    {
        parent::__construct($message);
    }
}

// Canonical values

function value_from(mixed $given): mixed
{
    if (is_array($given)) {
        return array_map('value_from', $given);
    }
    if (!is_object($given)) {
        return $given;
    }
    [$tag, $inner] = [array_key_first((array) $given), current((array) $given)];
    return match ($tag) {
        'real' => match ($inner) { 'NaN' => NAN, 'Infinity' => INF, '-Infinity' => -INF, default => (float) $inner },
        'bytes' => hex2bin($inner),
        'map' => array_column(array_map(fn ($pair) => [value_from($pair[0]), value_from($pair[1])], $inner), 1, 0),
        default => throw new Refusal('bad_value', "PHP has no $tag"),
    };
}

function value_print(mixed $value): mixed
{
    if (is_float($value)) {
        $text = is_nan($value) ? 'NaN' : (is_infinite($value) ? ($value > 0 ? 'Infinity' : '-Infinity') : json_encode($value));
        return ['real' => $text];
    }
    if (is_string($value)) {
        return preg_match('//u', $value) ? $value : ['bytes' => bin2hex($value)];
    }
    if (is_array($value)) {
        $items = array_map('value_print', $value);
        return array_is_list($value) ? $items : ['map' => array_map(fn ($key, $item) => [$key, $item], array_keys($items), $items)];
    }
    return is_scalar($value) || $value === null ? $value : ['other' => get_debug_type($value)];
}

function found(mixed $value): array
{
    return $value === null ? ['missing' => true] : ['value' => value_print($value)];
}

// The caches

/** phpredis and predis: strings in, strings out. */
abstract class RedisClient
{
    protected object $client;

    public function get(string $key): array
    {
        return found($this->client->get($key));
    }

    public function set(string $key, mixed $value, ?float $ttl): array
    {
        if (is_array($value)) {
            throw new Refusal('bad_value', 'an array is no string');
        }
        $text = (string) $value;
        $ttl === null ? $this->client->set($key, $text) : $this->client->psetex($key, (int) ($ttl * 1000), $text);
        return ['done' => true];
    }

    public function delete(string $key): array
    {
        return ['value' => $this->client->del($key) > 0];
    }
}

final class PhpRedis extends RedisClient
{
    public string $version;

    public function __construct(string $url)
    {
        $parts = parse_url($url);
        $this->client = new Redis();
        $this->client->connect($parts['host'], $parts['port'] ?? 6379, 5);
        $this->client->select((int) trim($parts['path'] ?? '0', '/'));
        $this->version = phpversion('redis');
    }
}

final class PredisClient extends RedisClient
{
    public string $version;

    public function __construct(string $url)
    {
        require_once 'Predis/Autoloader.php';
        Predis\Autoloader::register();
        $this->client = new Predis\Client(str_replace('redis://', 'tcp://', preg_replace('#/(\d+)$#', '?database=$1', $url)));
        $this->client->connect();
        $this->version = Predis\Client::VERSION;
    }
}

final class Laravel
{
    public string $version = '8';
    private array $stores = [];
    public bool $local;

    public function __construct(private string $kind, private string $location, private string $locks)
    {
        foreach (['Cache', 'Redis', 'Filesystem', 'Support', 'Collections', 'Contracts', 'Macroable'] as $room) {
            if (is_file("/usr/share/php/Illuminate/$room/autoload.php")) {
                require_once "/usr/share/php/Illuminate/$room/autoload.php";
            }
        }
        $this->local = $kind === 'laravel-array';
        $this->store('');
    }

    private function folder(string $scratch): string
    {
        return $this->location . '/' . ($scratch === '' || preg_match('/^pc_[a-z0-9_]+$/D', $scratch) ? $scratch : throw new Refusal('bad_key', 'no scratch is named'));
    }

    private function store(string $scratch): object
    {
        return match ($this->kind) {
            'laravel-array' => $this->stores[0] ??= new Illuminate\Cache\ArrayStore(),
            'laravel-file' => $this->stores[$scratch] ??= new Illuminate\Cache\FileStore(new Illuminate\Filesystem\Filesystem(), $this->folder($scratch)),
            'laravel-redis' => $this->stores[0] ??= $this->redis(),
        };
    }

    private function redis(): object
    {
        require_once 'Predis/Autoloader.php';
        Predis\Autoloader::register();
        $manager = new Illuminate\Redis\RedisManager(null, 'predis', ['cache' => ['url' => $this->location], 'locks' => ['url' => $this->locks ?: $this->location]]);
        return (new Illuminate\Cache\RedisStore($manager, '', 'cache'))->setLockConnection('locks');
    }

    public function get(string $key, string $scratch): array
    {
        return found($this->store($scratch)->get($key));
    }

    public function set(string $key, mixed $value, ?float $ttl, string $scratch): array
    {
        $store = $this->store($scratch);
        $stored = $ttl === null ? $store->forever($key, $value) : $store->put($key, $value, (int) $ttl);
        return $stored ? ['done' => true] : throw new Refusal('not_stored', 'the store says false');
    }

    public function delete(string $key, string $scratch): array
    {
        $there = (bool) $this->store($scratch)->forget($key);
        $this->store($scratch)->lock($key)->forceRelease();
        // A file is two folders deep; one with nothing in it is in nobody's way, but no use either.
        $hash = sha1($key);
        foreach ($this->kind === 'laravel-file' ? [substr($hash, 0, 2) . '/' . substr($hash, 2, 2), substr($hash, 0, 2), ''] : [] as $part) {
            $folder = $this->folder($scratch) . "/$part";
            is_dir($folder) && count(scandir($folder)) === 2 && rmdir($folder);
        }
        return ['value' => $there];
    }

    public function lock(string $key, ?float $ttl, string $scratch): array
    {
        return ['value' => (bool) $this->store($scratch)->lock($key, (int) ($ttl ?? 0), 'paritycheck')->get()];
    }

    public function remove(string $scratch): array
    {
        if ($this->kind !== 'laravel-file' || !preg_match('/^pc_[a-z0-9_]+$/D', $scratch)) {
            return ['unsupported' => 'remove'];
        }
        (new Illuminate\Filesystem\Filesystem())->deleteDirectory($this->folder($scratch));
        return ['done' => true];
    }
}

// The operations

function answer(object $cache, object $request): array
{
    $scratch = $request->scratch ?? '';
    if (isset($request->key) && !is_string($request->key)) {
        throw new Refusal('bad_key', 'keys are text here');
    }
    $ttl = isset($request->ttl) ? (float) value_from($request->ttl) : null;
    return match (true) {
        $request->op === 'get' => $cache->get($request->key, $scratch),
        $request->op === 'set' => $cache->set($request->key, value_from($request->value), $ttl, $scratch),
        $request->op === 'delete' => $cache->delete($request->key, $scratch),
        $request->op === 'lock' && $cache instanceof Laravel => $cache->lock($request->key, $ttl, $scratch),
        $request->op === 'remove' && $cache instanceof Laravel => $cache->remove($request->prefix),
        default => ['unsupported' => $request->op],
    };
}

function refusal(Throwable $error): array
{
    $class = match (true) {
        $error instanceof Refusal => $error->name,
        str_contains($error->getMessage(), 'invalid expire') => 'bad_argument',
        str_contains($error->getMessage(), 'WRONGTYPE') => 'wrong_type',
        str_contains(get_class($error), 'ConnectionException') => throw $error,
        default => get_debug_type($error),
    };
    return ['refusal' => $class, 'code' => get_debug_type($error), 'message' => $error->getMessage()];
}

function hello(object $cache, string $kind): array
{
    return ['ready' => true, 'protocol' => 1, 'name' => "PHP $kind", 'version' => $cache->version, 'settings' => ['php' => PHP_VERSION],
            'notes' => [], 'local' => $cache->local ?? false];
}

[$kind, $location] = [...explode(':', $argv[1] ?? '', 2), ''];
$cache = match ($kind) {
    'phpredis' => new PhpRedis($location),
    'predis' => new PredisClient($location),
    'laravel-array', 'laravel-file', 'laravel-redis' => new Laravel($kind, $location, $argv[2] ?? ''),
    default => exit("expected phpredis:URL, predis:URL, laravel-array, laravel-file:FOLDER or laravel-redis:URL\n"),
};
while (($line = fgets(STDIN)) !== false) {
    $request = json_decode($line, false, 512, JSON_BIGINT_AS_STRING);
    try {
        $told = $request->op === 'hello' ? hello($cache, $kind) : answer($cache, $request);
    } catch (Throwable $error) {
        $told = refusal($error);
    }
    fwrite(STDOUT, json_encode($told, JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR) . "\n");
}
