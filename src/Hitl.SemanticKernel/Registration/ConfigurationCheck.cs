using System.Collections;
using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Hitl.SemanticKernel;

/// <summary>Finds what a section of the configuration holds and options do not: names that do not exist, values of another type.</summary>
/// <remarks>The binder of the configuration ignores the first, so that a rule with a slip of the pen would be another rule.</remarks>
internal static class ConfigurationCheck
{
    /// <summary>What is wrong with a section, each with its place.</summary>
    /// <param name="section">The section.</param>
    /// <param name="type">The type that it is bound to.</param>
    /// <param name="elsewhere">Names in it that are bound to something else.</param>
    public static IEnumerable<(string Path, string Text)> Problems(IConfigurationSection section, Type type, params IReadOnlyCollection<string> elsewhere)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => !typeof(Delegate).IsAssignableFrom(p.PropertyType))
            .ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (properties.TryGetValue(child.Key, out var property))
            {
                foreach (var problem in Problems(child, property.PropertyType))
                {
                    yield return problem;
                }
            }
            else if (!elsewhere.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                yield return (child.Path, $"does not exist: use {string.Join(", ", properties.Values.Select(p => p.Name).Concat(elsewhere).Order(StringComparer.Ordinal))}.");
            }
        }
    }

    private static IEnumerable<(string Path, string Text)> Problems(IConfigurationSection value, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || type.IsValueType)
        {
            return Problem(value, type) is { } problem ? [(value.Path, problem)] : [];
        }

        if (typeof(IEnumerable).IsAssignableFrom(type))
        {
            var item = type.GetGenericArguments()[^1];
            return !string.IsNullOrEmpty(value.Value) && !value.GetChildren().Any()
                ? [(value.Path, $"is '{value.Value}': write a list.")]
                : value.GetChildren().SelectMany(child => Problems(child, item));
        }

        return !string.IsNullOrEmpty(value.Value)
            ? [(value.Path, $"is '{value.Value}': write an object.")]
            : Problems(value, type, elsewhere: []);
    }

    private static string? Problem(IConfigurationSection value, Type type)
    {
        if (value.GetChildren().Any())
        {
            return $"is an object or a list: write {Wanted(type)}.";
        }

        if (string.IsNullOrEmpty(value.Value) || type == typeof(string))
        {
            return null;
        }

        try
        {
            var read = TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value.Value);
            return type.IsEnum && !type.IsDefined(typeof(FlagsAttribute)) && !Enum.IsDefined(type, read!) ? Wrong() : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException or OverflowException)
        {
            return Wrong();
        }

        string Wrong() => $"is '{value.Value}': write {Wanted(type)}.";
    }

    private static string Wanted(Type type) =>
        type.IsEnum ? string.Join(type.IsDefined(typeof(FlagsAttribute)) ? ", " : " or ", Enum.GetNames(type))
        : type == typeof(TimeSpan) ? "a time span such as 00:30:00 or 1.00:00:00"
        : type == typeof(bool) ? "true or false"
        : type == typeof(string) ? "a text"
        : "a number";
}
