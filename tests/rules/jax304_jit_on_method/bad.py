"""Methods that are jitted with their `self`: each `bug_*` calls one."""

import abc
import dataclasses
from functools import partial

import jax
import jax.numpy as jnp
from jax import jit


# A plain decorator.
class Spring:
    def __init__(self, stiffness, mass):
        self.stiffness, self.mass = stiffness, mass

    @jit  # JAX304
    def acceleration(self, x):
        return -self.stiffness * x / self.mass


def bug_decorated_method():
    return Spring(2.0, 0.5).acceleration(jnp.ones(3))


# A static argument, but not `self`.
class Polynomial:
    def __init__(self, coefficients):
        self.coefficients = coefficients

    @partial(jax.jit, static_argnames="degree")  # JAX304
    def truncated(self, x, degree):
        return jnp.polyval(self.coefficients[:degree], x)


def bug_other_argument_static():
    return Polynomial(jnp.arange(4.0)).truncated(jnp.ones(3), degree=2)


# Numbers of arguments begin with `self`: this is `size`.
class Sampler:
    def __init__(self, scale):
        self.scale = scale

    @partial(jit, static_argnums=(1,))  # JAX304
    def grid(self, size):
        return self.scale * jnp.linspace(-1.0, 1.0, size)


def bug_number_of_another_argument():
    return Sampler(0.5).grid(4)


# Jitted from outside, as a function of the class.
class Encoder:
    def __init__(self, weights):
        self.weights = weights

    def encode(self, x):
        return jnp.tanh(x @ self.weights)


encode = jax.jit(Encoder.encode)  # JAX304


def bug_function_of_the_class():
    return encode(Encoder(jnp.eye(3)), jnp.ones(3))


# A dataclass is no pytree by itself.
@dataclasses.dataclass
class Gaussian:
    mean: jax.Array
    scale: float = 1.0

    @jax.jit  # JAX304
    def log_prob(self, x):
        return -0.5 * jnp.sum(((x - self.mean) / self.scale) ** 2)


def bug_dataclass():
    return Gaussian(jnp.zeros(3)).log_prob(jnp.ones(3))


# Called as `model(x)`.
class Perceptron:
    def __init__(self, key):
        self.weights = jax.random.normal(key, (3, 2))

    @jax.jit  # JAX304
    def __call__(self, x):
        return jax.nn.relu(x @ self.weights)


def bug_call_method():
    return Perceptron(jax.random.key(0))(jnp.ones((4, 3)))


# Below a property.
class Sphere:
    def __init__(self, radius):
        self.radius = radius

    @property
    @jax.jit  # JAX304
    def volume(self):
        return 4.0 / 3.0 * jnp.pi * self.radius**3


def bug_property():
    return Sphere(2.0).volume


# A class method gets its class.
class Rotation:
    order = 2

    def __init__(self, angle):
        self.angle = angle

    @classmethod
    @jax.jit  # JAX304
    def generator(cls, x):
        return x**cls.order


def bug_class_method():
    return Rotation(0.1).generator(jnp.ones(2))


class Constants:
    order = 2

    @classmethod
    @jax.jit  # JAX304
    def power(cls, x):
        return x**cls.order


def bug_class_method_without_instances():
    return Constants.power(jnp.ones(2))


# The method of a base class that a subclass gets.
class Solver(abc.ABC):
    def __init__(self, dt):
        self.dt = dt

    @abc.abstractmethod
    def rhs(self, y): ...

    @jax.jit  # JAX304
    def step(self, y):
        return y + self.dt * self.rhs(y)


class Decay(Solver):
    def rhs(self, y):
        return -y


def bug_inherited():
    return Decay(0.1).step(jnp.ones(2))


# jit of a mapped method.
class Distance:
    def __init__(self, center):
        self.center = center

    @partial(jax.jit, donate_argnums=())  # JAX304
    @partial(jax.vmap, in_axes=(None, 0))
    def __call__(self, row):
        return jnp.linalg.norm(row - self.center)


def bug_mapped_method():
    return Distance(jnp.zeros(3))(jnp.ones((4, 3)))


# Jitted through the class of the instance, in its constructor.
class Trainer:
    def __init__(self, rate):
        self.rate = rate
        self.step = partial(jax.jit(Trainer._step), self)  # JAX304

    def _step(self, w, g):
        return w - self.rate * g


def bug_function_of_the_class_in_its_constructor():
    return Trainer(0.1).step(jnp.ones(3), jnp.ones(3))
