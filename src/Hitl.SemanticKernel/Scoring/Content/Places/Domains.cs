namespace Hitl.SemanticKernel;

/// <summary>The domains of the organisation.</summary>
internal sealed class Domains(IEnumerable<string> domains)
{
    private readonly string[] _domains = [.. domains.Select(d => d.ToLowerInvariant())];

    /// <summary>Whether there are any: without them nothing is outside.</summary>
    public bool Any => _domains.Length > 0;

    /// <summary>Whether a text is the name of a domain.</summary>
    public static bool IsDomain(string text) =>
        text.Contains('.') && Uri.CheckHostName(text) == UriHostNameType.Dns && !text.EndsWith('.');

    /// <summary>Whether a host is one of them or below one.</summary>
    public bool Contain(string host) =>
        Array.Exists(_domains, d => host.EndsWith(d, StringComparison.OrdinalIgnoreCase) && (host.Length == d.Length || host[host.Length - d.Length - 1] == '.'));
}
