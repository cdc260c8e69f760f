namespace Hitl.SemanticKernel;

/// <summary>Sensitive data in the arguments of one call. It is a risk when the call turns out to carry it out, which all of the call must be read to know.</summary>
internal sealed class LeavingData
{
    private const int ManyAddresses = 3;
    private const int MaxAddresses = 1_000;

    private readonly List<(ContentRisk Risk, string Argument, string Detail)> _found = [];
    private readonly HashSet<string> _addresses = new(StringComparer.OrdinalIgnoreCase);
    private string _addressesIn = "";

    /// <summary>Whether anything is there that must not leave.</summary>
    public bool Any => _found.Count > 0 || _addresses.Count >= ManyAddresses;

    /// <summary>Notes data.</summary>
    public void Add(DataFinding finding, string argument)
    {
        if (_found.Count < 100)
        {
            _found.Add((finding.Risk, argument, finding.Detail));
        }
    }

    /// <summary>Notes an e-mail address.</summary>
    public void AddAddress(ReadOnlySpan<char> address, string argument)
    {
        if (_addresses.Count < MaxAddresses && _addresses.Add(address.ToString()))
        {
            _addressesIn = argument;
        }
    }

    /// <summary>Turns what was noted into risks.</summary>
    public void Report(ContentFindings findings)
    {
        foreach (var (risk, argument, detail) in _found)
        {
            findings.Add(risk, argument, detail);
        }

        if (_addresses.Count >= ManyAddresses)
        {
            findings.Add(DataRisks.MailList, _addressesIn, $"{_addresses.Count} addresses in the call");
        }
    }
}
