<?php

echo "shop";
