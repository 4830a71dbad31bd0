from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models


class MemberManager(BaseUserManager):
    def create_user(self, name, email, password=None, **more):
        member = self.model(name=name, email=self.normalize_email(email), **more)
        member.set_password(password)
        member.save()
        return member

    def create_superuser(self, name, email, password=None):
        return self.create_user(name, email, password, is_staff=True, is_superuser=True)


class Member(AbstractBaseUser, PermissionsMixin):
    name = models.CharField(max_length=50, unique=True)
    email = models.EmailField(unique=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    objects = MemberManager()

    USERNAME_FIELD = "name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]
