namespace Hitl.SemanticKernel;

/// <summary>The limits of the app.</summary>
internal sealed class ContentLimits(ContentOptions options)
{
    private readonly (Predicate<ToolDefinition> Fits, AmountLimit Limit)[] _amounts = [.. options.AmountLimits.Select(l => (Of(l.Plugin, l.Function), l))];
    private readonly (Predicate<ToolDefinition> Fits, CountLimit Limit)[] _counts = [.. options.CountLimits.Select(l => (Of(l.Plugin, l.Function), l))];

    /// <summary>The limits that hold for a tool.</summary>
    public ToolLimits Of(ToolDefinition tool)
    {
        var amounts = _amounts.Where(a => a.Fits(tool)).Select(a => a.Limit).ToArray();
        var counts = _counts.Where(c => c.Fits(tool)).Select(c => c.Limit).ToArray();
        return amounts.Length + counts.Length == 0 ? ToolLimits.None : new ToolLimits(amounts, counts);
    }

    private static NamePattern? Pattern(string? name) => name is null ? null : new NamePattern(name);

    private static Predicate<ToolDefinition> Of(string? plugin, string? function)
    {
        var (inPlugin, named) = (Pattern(plugin), Pattern(function));
        return tool => inPlugin?.IsMatch(tool.PluginName ?? "") != false && named?.IsMatch(tool.FunctionName) != false;
    }
}
