using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>The name of an argument, and what it says.</summary>
internal sealed class ArgumentName
{
    private const int LongestCached = 64;
    private const int LongestRead = 200;
    private const int LongestPlain = 32;
    private const int CacheSize = 1 << 10;

    private static readonly SearchValues<char> PlainCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    private static readonly FrozenDictionary<string, ArgumentRoles> AnyWord = Table(
        (ArgumentRoles.Sql, "sql tsql plsql psql ddl dml"),
        (ArgumentRoles.Query, "query queries statement statements stmt"),
        (ArgumentRoles.Condition, "where filter filters condition conditions predicate criteria"),
        (ArgumentRoles.Command, "command commands cmd cmdline commandline script scripts code shell args argv exec bash powershell snippet"),
        (ArgumentRoles.Path, "path paths file files filename filepath folder dir directory cwd destination target attachment attachments workspace"),
        (ArgumentRoles.Url, "url urls uri link links href endpoint webhook callback redirect site website webpage host hostname server address origin domain image ip"),
        (ArgumentRoles.Recipient, "to cc bcc recipient recipients email emails mail mailto address addresses invitee invitees attendee attendees participant participants"),
        (ArgumentRoles.Cited, "source sources reference references citation citations evidence"));

    /// <summary>What counts as the last word only: it says what the argument is.</summary>
    private static readonly FrozenDictionary<string, ArgumentRoles> LastWord = Table(
        (ArgumentRoles.Secret, "password passwd passphrase pwd secret apikey credential credentials"),
        (ArgumentRoles.Prose, "reason purpose rationale justification thought thoughts explanation summary description prompt instruction instructions question goal intent why title"),
        (ArgumentRoles.Party, "to cc bcc from recipient user username payee beneficiary account channel name assignee owner attendee member contact vendor supplier role folder path file branch repo"));

    // Names come from schemas, so few are used again and again. A slot that two names share holds the later one: a model that makes names up takes no memory.
    private static readonly ArgumentName?[] Cache = new ArgumentName?[CacheSize];

    private readonly byte[] _utf8;

    private ArgumentName(string text, byte[] utf8)
    {
        Text = text;
        Roles = RolesOf(text);
        IsPlain = text.Length is > 0 and <= LongestPlain && !char.IsAsciiDigit(text[0]) && text.AsSpan().IndexOfAnyExcept(PlainCharacters) < 0;
        _utf8 = utf8;
    }

    /// <summary>The name of the arguments themselves.</summary>
    public static ArgumentName Arguments { get; } = new("arguments", []);

    /// <summary>The name as it is.</summary>
    public string Text { get; }

    /// <summary>What it says of the value.</summary>
    public ArgumentRoles Roles { get; }

    /// <summary>Whether it is a name as programs have them, which says nothing itself; what is longer or holds other characters may be data.</summary>
    public bool IsPlain { get; }

    /// <summary>The name that a reader is at.</summary>
    public static ArgumentName Of(ref Utf8JsonReader reader)
    {
        var utf8 = reader.ValueSpan;
        if (reader.ValueIsEscaped || utf8.Length > LongestCached)
        {
            return new ArgumentName(reader.GetString()!, []);
        }

        ref var slot = ref Cache[Slot(utf8)];
        if (slot is { } known && utf8.SequenceEqual(known._utf8))
        {
            return known;
        }

        var name = new ArgumentName(reader.GetString()!, utf8.ToArray());
        slot = name;
        return name;
    }

    /// <summary>What a name says.</summary>
    public static ArgumentRoles RolesOf(string name)
    {
        var words = NameTokens.Split(name.Length > LongestRead ? name[..LongestRead] : name);
        if (words.Count == 0)
        {
            return ArgumentRoles.None;
        }

        var roles = LastWord.GetValueOrDefault(words[^1]);
        foreach (var word in words)
        {
            roles |= AnyWord.GetValueOrDefault(word);
        }

        return IsKey(words) ? roles | ArgumentRoles.Secret : roles;
    }

    private static int Slot(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261u;
        foreach (var b in utf8)
        {
            hash = (hash ^ b) * 16777619;
        }

        return (int)((hash ^ (hash >> 15)) & (CacheSize - 1));
    }

    /// <summary>A <c>user_password</c> is a password and a <c>password_hint</c> is a hint; keys and tokens are secret by what is before them.</summary>
    private static bool IsKey(List<string> words) =>
        (words[^1] == "key" && words.Exists(w => w is "api" or "private" or "secret" or "access"))
        || (words[^1] == "token" && words.Exists(w => w is "access" or "auth" or "api" or "bearer" or "refresh"));

    private static FrozenDictionary<string, ArgumentRoles> Table(params (ArgumentRoles Role, string Words)[] groups) => groups
        .SelectMany(g => WordList.Of(g.Words).Select(word => (word, g.Role)))
        .GroupBy(g => g.word, g => g.Role)
        .ToFrozenDictionary(g => g.Key, g => g.Aggregate((a, b) => a | b), StringComparer.Ordinal);
}
