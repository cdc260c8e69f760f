namespace Hitl.SemanticKernel;

/// <summary>Looks for sensitive data that the call may carry out.</summary>
/// <remarks>Data in an address on the web leaves whatever the tool says of itself; the rest is decided when the call is read.</remarks>
/// <param name="domains">The domains of the organisation, whose own addresses may be written to.</param>
internal sealed class DataCheck(Domains domains) : IContentCheck
{
    private const int ShortestSecret = 4;

    /// <inheritdoc/>
    public void Check(in ContentText text, ContentFindings findings)
    {
        List<DataFinding>? found = null;
        Secrets.Find(text.Value, ref found);
        Numbers.Find(text.Value, ref found);
        if (text.Roles.HasFlag(ArgumentRoles.Secret) && text.Value.Trim().Length >= ShortestSecret)
        {
            (found ??= []).Add(new(DataRisks.Credential, "named by the argument"));
        }

        if (found is not null)
        {
            Report(found, text, findings);
        }

        for (var at = 0; MailAddresses.Next(text.Value, ref at, out var address);)
        {
            if (!text.Roles.HasFlag(ArgumentRoles.Recipient) || !domains.Contain(MailAddresses.DomainOf(address).ToString()))
            {
                findings.Leaving.AddAddress(address, text.Argument);
            }
        }
    }

    private static void Report(List<DataFinding> found, in ContentText text, ContentFindings findings)
    {
        var isInAddress = IsWebAddress(text.Value);
        foreach (var finding in found)
        {
            if (isInAddress)
            {
                findings.Add(finding.Risk, text.Argument, finding.Detail);
            }
            else
            {
                findings.Leaving.Add(finding, text.Argument);
            }
        }
    }

    private static bool IsWebAddress(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        return text.StartsWith("http:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("ftp:", StringComparison.OrdinalIgnoreCase);
    }
}
