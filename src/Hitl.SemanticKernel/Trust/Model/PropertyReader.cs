using System.Linq.Expressions;
using System.Reflection;

namespace Hitl.SemanticKernel;

/// <summary>Reads a public property by its name, where a type has one.</summary>
internal sealed class PropertyReader
{
    private readonly Func<object, object?>? _read;

    public PropertyReader(Type type, string name)
    {
        var property = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).FirstOrDefault(p => p.Name == name && p.CanRead && p.GetIndexParameters().Length == 0);
        if (property is not null && type.IsVisible)
        {
            var instance = Expression.Parameter(typeof(object));
            var value = Expression.Convert(Expression.Property(Expression.Convert(instance, property.DeclaringType!), property), typeof(object));
            _read = Expression.Lambda<Func<object, object?>>(value, instance).Compile();
        }
    }

    /// <summary>The value; <see langword="null"/> when there is no such property.</summary>
    public object? Read(object instance) => _read?.Invoke(instance);
}
