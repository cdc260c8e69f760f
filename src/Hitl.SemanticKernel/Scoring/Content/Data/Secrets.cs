using System.Buffers;
using System.Text.RegularExpressions;

namespace Hitl.SemanticKernel;

/// <summary>Finds credentials: private keys, tokens whose shape is known, and what is called a password.</summary>
internal static class Secrets
{
    private const int Shortest = 8;
    private const int ShortestValue = 5;
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly SearchValues<string> Hints = SearchValues.Create(
        [
            "-----BEGIN", "AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "xapp-", "hooks.slack.com", "eyJ", "sk_live", "sk_test", "rk_live",
            "rk_test", "pk_live", "whsec_", "AIza", "ya29.", "GOCSPX", "sk-", "npm_", "pypi-", "SG.", "key-", "AccountKey", "SharedAccessSignature", "sig=", "dop_v1_", "hf_", "shpat_", "sq0", "AGE-SECRET-KEY", "discord.com/api/webhooks",
            "dckr_pat_", "figd_", "lin_api_", "hvs.", "atlasv1",
        ],
        StringComparison.Ordinal);

    private static readonly SearchValues<string> Names = SearchValues.Create(
        ["passw", "passphrase", "passcode", "pwd", "secret", "token", "api", "access", "private", "credential", "bearer", "basic"], StringComparison.OrdinalIgnoreCase);

    // "password" alone, or what placeholders look like, is no password.
    private static readonly SearchValues<string> Placeholders = SearchValues.Create(["your", "example", "xxxx", "****", "<", "${", "{{", "redacted", "changeme", "…", "..."], StringComparison.OrdinalIgnoreCase);

    private static readonly (string Kind, Regex Shape)[] Tokens =
    [
        ("AWS key", new(@"\b(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z2-7]{16}\b", Options)),
        ("GitHub token", new(@"\b(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{40,255})\b", Options)),
        ("GitLab token", new(@"\bglpat-[A-Za-z0-9_\-]{20,}", Options)),
        ("Slack token", new(@"\b(?:xox[abeoprs]-[A-Za-z0-9\-]{10,}|xapp-[A-Za-z0-9\-]{20,})|hooks\.slack\.com/services/[A-Za-z0-9/]{20,}", Options)),
        ("JSON web token", new(@"\beyJ[A-Za-z0-9_\-]{8,}\.eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]*", Options)),
        ("Stripe key", new(@"\b(?:(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9]{24,})", Options)),
        ("Google key", new(@"\bAIza[A-Za-z0-9_\-]{35}|\bya29\.[A-Za-z0-9_\-]{20,}|\bGOCSPX-[A-Za-z0-9_\-]{20,}", Options)),
        ("AI service key", new(@"\bsk-(?:proj-|ant-|svcacct-|or-)?[A-Za-z0-9_\-]{32,}", Options)),
        ("registry token", new(@"\b(?:npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_\-]{50,}|dckr_pat_[A-Za-z0-9_\-]{20,})", Options)),
        ("mail service key", new(@"\bSG\.[A-Za-z0-9_\-]{16,}\.[A-Za-z0-9_\-]{16,}|\bkey-[0-9a-f]{32}\b", Options)),
        ("Azure key", new(@"(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/=]{40,}|[?&]sig=[A-Za-z0-9%+/=]{30,}", Options)),
        ("service token", new(@"\b(?:dop_v1_[0-9a-f]{64}|hf_[A-Za-z0-9]{30,}|shp(?:at|ss|ca|pa)_[0-9a-fA-F]{32}|sq0(?:atp|csp)-[A-Za-z0-9_\-]{22,}|figd_[A-Za-z0-9_\-]{30,}|lin_api_[A-Za-z0-9]{30,}|hvs\.[A-Za-z0-9_\-]{24,})|AGE-SECRET-KEY-1[A-Z0-9]{50,}|discord\.com/api/webhooks/\d+/[A-Za-z0-9_\-]{30,}", Options)),
    ];

    private static readonly Regex Named = new(
        @"\b(?:password|passwd|passwort|passphrase|passcode|pwd|secret|api[_\- ]?key|apikey|access[_\- ]?key|access[_\- ]?token|auth[_\- ]?token|refresh[_\- ]?token|client[_\- ]?secret|private[_\- ]?key|secret[_\- ]?key|credentials?|token)""?'?\s{0,3}(?:=|:|\bis\b)\s{0,3}[""']?[^\s""'<>,;]{4,200}",
        Options | RegexOptions.IgnoreCase);

    private static readonly Regex Scheme = new(@"\b(?:bearer\s{1,3}[A-Za-z0-9_\-\.=+/~]{16,}|basic\s{1,3}[A-Za-z0-9+/]{12,}={0,2})", Options | RegexOptions.IgnoreCase);
    private static readonly Regex UserInfo = new(@"\b[a-z][a-z0-9+.\-]{1,20}://[^\s/@:?#]{1,100}:[^\s/@?#]{1,200}@", Options | RegexOptions.IgnoreCase);

    /// <summary>Finds credentials.</summary>
    /// <param name="text">The text.</param>
    /// <param name="found">Gets them; made when there is one.</param>
    public static void Find(ReadOnlySpan<char> text, ref List<DataFinding>? found)
    {
        if (text.Length < Shortest)
        {
            return;
        }

        if (text.IndexOfAny(Hints) >= 0)
        {
            Shapes(text, ref found);
        }

        if (text.Contains('@') && text.Contains("://", StringComparison.Ordinal) && UserInfo.IsMatch(text))
        {
            (found ??= []).Add(new(DataRisks.Credential, "password in an address"));
        }

        if (text.IndexOfAny(Names) >= 0)
        {
            Called(text, ref found);
            if (Scheme.IsMatch(text))
            {
                (found ??= []).Add(new(DataRisks.Credential, "authorization header"));
            }
        }
    }

    private static void Shapes(ReadOnlySpan<char> text, ref List<DataFinding>? found)
    {
        if (text.Contains("PRIVATE KEY", StringComparison.Ordinal) && text.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            (found ??= []).Add(new(DataRisks.PrivateKey, "PEM"));
        }

        foreach (var (kind, shape) in Tokens)
        {
            foreach (var match in shape.EnumerateMatches(text))
            {
                (found ??= []).Add(new(DataRisks.Token, $"{kind}, {match.Length} characters"));
                break;
            }
        }
    }

    private static void Called(ReadOnlySpan<char> text, ref List<DataFinding>? found)
    {
        foreach (var match in Named.EnumerateMatches(text))
        {
            if (IsSecret(text.Slice(match.Index, match.Length)))
            {
                (found ??= []).Add(new(DataRisks.Credential, "named in the text"));
                return;
            }
        }
    }

    private static bool IsSecret(ReadOnlySpan<char> hit)
    {
        var sign = hit.IndexOfAny('=', ':');
        var verb = hit.IndexOf(" is ", StringComparison.OrdinalIgnoreCase);
        var value = verb >= 0 && (sign < 0 || verb < sign) ? hit[(verb + 4)..] : hit[(sign + 1)..];
        value = value.Trim(" \t\r\n\"'");
        if (value.Length < ShortestValue || hit.IndexOfAny(Placeholders) >= 0 || value.IndexOfAnyExcept(value[0]) < 0)
        {
            return false;
        }

        // "the password is required", "token: expired": a word of the language is no secret, unless an equals sign assigns it.
        var word = value.Trim(".!?)");
        var isWord = word.IsEmpty || word[1..].IndexOfAnyExceptInRange('a', 'z') < 0;
        return !isWord || (sign >= 0 && hit[sign] == '=');
    }
}
